import { silentLogger } from "../../../src/base/logger.ts";
import { RealClock } from "../../../src/base/real-clock.ts";
import { defineScript } from "../../../src/llm/scripted/parse-script.ts";
import { createScriptedServer } from "../../../src/llm/scripted/scripted-server.ts";

// A process of its own, so that the endpoint's work is not counted: prints its base URL and serves until its input ends.
const script = defineScript({ default: { json: { title: "Tides", article: "Tides rise and fall twice a day." } } });
const server = createScriptedServer({ clock: new RealClock(), logger: silentLogger, script });
const { baseUrl } = await server.start();
process.stdout.write(`${baseUrl}\n`);
process.stdin.resume().on("end", () => void server.close());
