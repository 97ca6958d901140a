import { join } from "node:path";
import { RealClock } from "../../../src/base/real-clock.ts";
import { openDatabase } from "../../../src/base/sqlite/database.ts";
import { GroupCommit } from "../../../src/base/sqlite/group-commit.ts";
import { type Rate, rate } from "./rate.ts";
import { inScratch } from "./scratch.ts";

const commitsPerRun = 6;

/** The limit to come close to: the commits of a four-step run (submission, steps, outcome) with one small row each, and nothing around them. */
export function bareJournal(lanes: number, seconds: number): Promise<Rate> {
  return inScratch(async (dir) => {
    const database = openDatabase({ path: join(dir, "bare.db") });
    database.exec("CREATE TABLE entry (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT");
    const commits = new GroupCommit({ database, clock: new RealClock(), onFatal: () => process.exit(1) });
    try {
      return await rate(lanes, seconds, async () => {
        for (let entry = 0; entry < commitsPerRun; entry++)
          await commits.commit((writer) => writer.run("INSERT INTO entry (value) VALUES (?)", '{"ok":true}'));
      });
    } finally {
      commits.close();
      database.close();
    }
  });
}
