// Wraps a listener so that nothing it throws reaches Premiere (premiere-facts R32).

/** What is told of a fault in a listener; main.tsx sets it. */
let tellFault: (error: unknown) => void = () => undefined;

export function onListenerFault(listener: (error: unknown) => void): void {
  tellFault = listener;
}

export function guarded<A extends unknown[]>(listener: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      listener(...args);
    } catch (error) {
      tellFault(error);
    }
  };
}
