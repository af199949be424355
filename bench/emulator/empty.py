"""`python -m bench.emulator.empty --port PORT`: reads each body and answers as many bytes as the path says.

The least that any Starlette server does for a request: `POST /4096` is answered with 4096 bytes.
"""

from __future__ import annotations

import argparse

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ANSWER = b"x" * 65_536


async def answer(request: Request) -> Response:
    """As many bytes as asked for."""
    await request.body()
    return Response(ANSWER[: int(request.path_params["size"])], media_type="application/json")


def main() -> None:
    """Serve as the emulator is served: the same server, loop and parser, no access log."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    app = Starlette(routes=[Route("/{size:int}", answer, methods=["GET", "POST"])])
    uvicorn.run(app, port=parser.parse_args().port, log_level="warning", access_log=False, proxy_headers=False)


if __name__ == "__main__":
    main()
