/** A line's standing is told by its word; the colours only help the eye. */
export const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; }
th, td { border: 0; padding: 0 .5rem; vertical-align: top; }
td.n { text-align: right; }
td.text { font-family: ui-monospace, monospace; font-size: 13px; overflow-wrap: anywhere; unicode-bidi: isolate; white-space: pre-wrap; width: 55%; }
td.standing { white-space: nowrap; }
tr:target { outline: 2px solid Highlight; }
tr.placed { background: light-dark(#e6f4e8, #12301a); }
tr.left-out { background: light-dark(#ececec, #2b2b2b); }
tr.unplaced { background: light-dark(#fbdcdc, #57191c); }
tr.structure td.text { font-weight: 600; }
details { display: inline; }
`;
