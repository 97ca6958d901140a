import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder and those above it, of that mode, where they are missing. Throws what the file system says. Not `mkdirSync`'s own `recursive`: below
 * /proc, where nothing can be made, Node 24 tries for ever.
 */
export function makeFolder(path: string, mode: number): void {
  const missing: string[] = [];
  for (let folder = resolve(path); !exists(folder); folder = dirname(folder)) missing.push(folder);
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder, { mode });
    } catch (error) {
      // Somebody else may have made it in the meantime.
      if (!exists(folder)) throw error;
    }
  }
  // A file in its place is told by the call that would need a folder.
  if (!statSync(path).isDirectory()) mkdirSync(path);
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
