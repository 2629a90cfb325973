const NEEDED = 24;

/** Ends the process with one clear sentence when this Node cannot run the sources. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= NEEDED) return;
  console.error(
    `Keyturn needs Node ${NEEDED} or newer, and this is ${process.version}: start it with "npm start" or "npx keyturn", ` +
      'which use the Node that "npm ci" installs (it is missing after "npm ci --ignore-scripts").',
  );
  process.exit(1);
}
