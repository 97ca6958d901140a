import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeFolder } from "../../src/base/make-folder.ts";
import { tempDirectory } from "../support/temp-directory.ts";

it("a folder is made with those above it, of the mode asked for, and may be there already", () => {
  const dir = tempDirectory();
  const folder = join(dir, "a/b/c");
  makeFolder(folder, 0o700);
  makeFolder(folder, 0o700);
  for (const made of ["a", "a/b", "a/b/c"]) expect(statSync(join(dir, made)).mode & 0o777).toBe(0o700);
});

it("a file in its place or above it, and a place where nothing can be made, are told as the file system tells them", () => {
  const file = join(tempDirectory(), "file");
  writeFileSync(file, "");
  expect(() => makeFolder(file, 0o700)).toThrow("EEXIST");
  expect(() => makeFolder(join(file, "a/b"), 0o700)).toThrow("ENOTDIR");
  expect(() => makeFolder("/proc/upclaws/a", 0o700)).toThrow(/ENOENT|EROFS|EACCES/);
});
