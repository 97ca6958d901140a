import { writeSync } from "node:fs";
import { RealClock } from "../../src/base/real-clock.ts";
import { openDatabase } from "../../src/base/sqlite/database.ts";
import { GroupCommit } from "../../src/base/sqlite/group-commit.ts";

// Commits numbers as fast as it can and prints each one that was promised; the test kills it at some moment.
const database = openDatabase({
  path: process.argv[2] ?? "",
  migrations: [{ name: "numbers", up: "CREATE TABLE number (value INTEGER PRIMARY KEY) STRICT" }],
});
const commits = new GroupCommit({ database, clock: new RealClock(), onFatal: () => process.exit(1) });
let next = Number(process.argv[3]);

async function lane(): Promise<void> {
  for (;;) {
    const value = next++;
    await commits.commit((writer) => writer.run("INSERT INTO number (value) VALUES (?)", value));
    // Synchronous, so that what was promised has left the process before it can be killed.
    writeSync(1, `${value}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, lane));
