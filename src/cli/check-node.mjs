// Loaded before anything else (`node --import`), in plain JavaScript that old versions can read: they cannot load .ts files at all,
// and would otherwise fail with a message about file extensions.
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(
    `upclaws needs Node.js 24 or newer; this is ${process.version}. Use "npm run -s upclaws -- …" in the repository (it brings its own Node), or install Node 24.\n`,
  );
  process.exit(2);
}
