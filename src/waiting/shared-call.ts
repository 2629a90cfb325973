/** Makes calls for one key that overlap one call: whoever comes while it is under way gets its result. */
export function sharedCall<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (key, work) => {
    const before = underWay.get(key);
    if (before !== undefined) return before;
    const call = work().finally(() => underWay.delete(key));
    underWay.set(key, call);
    return call;
  };
}
