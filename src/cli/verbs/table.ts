import type { Verb } from "../verb.ts";
import { approvalsVerb } from "./approvals.ts";
import { configVerb } from "./config.ts";
import { credentialsVerb } from "./credentials.ts";
import { deadLettersVerb } from "./dead-letters.ts";
import { demoVerb } from "./demo.ts";
import { devVerb } from "./dev.ts";
import { doctorVerb } from "./doctor.ts";
import { initVerb } from "./init.ts";
import { llmVerb } from "./llm.ts";
import { logsVerb } from "./logs.ts";
import { newVerb } from "./new.ts";
import { ordersVerb } from "./orders.ts";
import { pauseVerb } from "./pause.ts";
import { platformVerb } from "./platform.ts";
import { registerVerb } from "./register.ts";
import { replayVerb } from "./replay.ts";
import { runVerb } from "./run.ts";
import { runsVerb } from "./runs.ts";
import { simulateVerb } from "./simulate.ts";
import { statusVerb } from "./status.ts";
import { usageVerb } from "./usage.ts";

/** In the order in which help lists them. A new verb is a file here and one in commands/. */
export const verbs: readonly Verb[] = [
  demoVerb,
  initVerb,
  newVerb,
  devVerb,
  runVerb,
  platformVerb,
  llmVerb,
  simulateVerb,
  registerVerb,
  credentialsVerb,
  doctorVerb,
  statusVerb,
  ordersVerb,
  runsVerb,
  replayVerb,
  logsVerb,
  usageVerb,
  deadLettersVerb,
  approvalsVerb,
  pauseVerb,
  configVerb,
];
