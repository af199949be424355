# A Docker engine for the length of a CI run; sourced by .ci/run (bash). An engine that answers is used and left alone.
#
#   engine_start   0 when one answers afterwards; 1 and one line that says why not
#   engine_stop    ends what engine_start started, by its pid; nothing otherwise
#
# ENGINE_SECONDS: how long a started one has (30). ENGINE_OPTIONS: words for dockerd. Its images stay in its own place
# (/var/lib/docker), so a machine that is kept builds nothing twice.
export DEBIAN_FRONTEND=noninteractive
ENGINE_PID=""
ENGINE_LOG=""

engine_answers() { timeout 20 docker info >/dev/null 2>&1; }

engine_start() {
  engine_answers && return 0
  [ "$(id -u)" = 0 ] || { echo "no Docker engine: none answers, and only root can start one"; return 1; }
  engine_install || return 1
  engine_answers && return 0  # some systems start it when it is installed
  ENGINE_LOG="$(mktemp)"
  # shellcheck disable=SC2086  # words
  dockerd ${ENGINE_OPTIONS:-} >"$ENGINE_LOG" 2>&1 &
  ENGINE_PID=$!
  local deadline=$((SECONDS + ${ENGINE_SECONDS:-30}))
  until engine_answers; do
    if ! kill -0 "$ENGINE_PID" 2>/dev/null; then
      echo "no Docker engine: dockerd ended: $(engine_last_word)"
      ENGINE_PID=""
      return 1
    fi
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "no Docker engine: dockerd did not answer in ${ENGINE_SECONDS:-30} s: $(engine_last_word)"
      engine_stop
      return 1
    fi
    sleep 0.2
  done
}

engine_stop() {
  [ -n "$ENGINE_PID" ] || return 0
  kill "$ENGINE_PID" 2>/dev/null || true
  wait "$ENGINE_PID" 2>/dev/null || true
  ENGINE_PID=""
}

engine_install() {
  engine_package dockerd docker.io || return 1
  engine_package docker docker-cli  # Debian 13 has the command in a package of its own
}

# The package (2) that brings a command (1), where that is not there.
engine_package() {
  command -v "$1" >/dev/null && return 0
  command -v apt-get >/dev/null || { echo "no Docker engine: no $1, and no apt-get to install $2"; return 1; }
  if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$2"; } </dev/null >/dev/null; then
    echo "no Docker engine: apt-get could not install $2"
    return 1
  fi
}

engine_last_word() { tail -n 1 "$ENGINE_LOG" | cut -c1-300; }
