import { useCallback, useEffect, useState } from "react";

/** Something that is being fetched: not there yet, there, or failed. `again` starts over. */
export interface Loaded<T> {
  value: T | undefined;
  failure: unknown;
  set: (value: T) => void;
  again: () => void;
}

/** Fetch when the component appears; what comes after it went away is dropped. `load` must not change. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ value?: T; failure?: unknown }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    load().then(
      (value) => wanted && setState({ value }),
      (failure: unknown) => wanted && setState({ failure }),
    );
    return () => {
      wanted = false;
    };
  }, [load, round]);
  const set = useCallback((value: T) => setState({ value }), []);
  const again = useCallback(() => {
    setState({});
    setRound((number) => number + 1);
  }, []);
  return { value: state.value, failure: state.failure, set, again };
}
