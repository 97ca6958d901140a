import { fenced } from "../../llm/untrusted.ts";
import { placeOrder } from "../actions/place-order.ts";
import { upload } from "../actions/upload.ts";
import { fetchedAttachment } from "../attachments/fetched-attachment.ts";
import type { Execution } from "../execution.ts";
import { marketOf } from "../market.ts";
import { confidential } from "../outgoing/confidential.ts";
import { workerOf } from "../worker.ts";
import type { AgentContext } from "./agent-context.ts";

export function createAgentContext(execution: Execution): AgentContext {
  const { agent, event, journal, signal, clock, log, state } = execution;
  return {
    event,
    agent: { name: agent.name, id: agent.platformId },
    settings: agent.settings,
    log,
    signal,
    clock: { now: () => clock.now() },
    state,
    worker: workerOf(execution),
    market: marketOf(execution),
    quote: (label, text) => fenced(label, text, execution.random),
    fetchAttachment: (address) => fetchedAttachment(execution, address),
    confidential: (text) => confidential(text, execution),
    step: (name, perform) => journal.step(name, async (stepSignal) => perform(stepSignal)),
    schedule: (name, delayMs, data = null) => execution.schedule(name, delayMs, data),
    placeOrder: (options) => placeOrder(execution, options),
    upload: (file) => upload(execution, file),
  };
}
