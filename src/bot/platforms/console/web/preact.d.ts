/** What the page uses of htm's standalone module, which is served as /preact.js. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): unknown;
export function render(vnode: unknown, parent: Element): void;
export function useState<T>(initial: T): [T, (next: T | ((old: T) => T)) => void];
export function useEffect(effect: () => unknown, inputs?: readonly unknown[]): void;
export function useLayoutEffect(effect: () => unknown, inputs?: readonly unknown[]): void;
export function useRef<T>(initial: T): { current: T };
export class Component {
  props: Record<string, unknown>;
}
