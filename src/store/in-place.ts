import { statSync } from "node:fs";

/**
 * Is the file still the one that stood at its path when this was asked for? Whoever has a file open can go on with it after it was removed or replaced, and
 * SQLite does: nobody will ever read what it then writes.
 */
export function inPlace(file: string): () => boolean {
  const own = identityOf(file);
  return () => {
    try {
      return identityOf(file) === own;
    } catch {
      // Who may not look, or meets a failing disk, knows nothing against it.
      return true;
    }
  };
}

function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}
