import { Component } from './preact.js';

/**
 * A component that renders again only when a property is another one: one edited card in a long channel
 * must not cost the whole channel.
 * @param {(props: any) => unknown} view
 */
export function memo(view) {
  return class extends Component {
    /** @param {Record<string, unknown>} next */
    shouldComponentUpdate(next) {
      const names = new Set([...Object.keys(next), ...Object.keys(this.props)]);
      return [...names].some((name) => next[name] !== this.props[name]);
    }

    /** @param {Record<string, unknown>} props */
    render(props) {
      return view(props);
    }
  };
}
