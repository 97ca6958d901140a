import type { Clock } from "../base/clock.ts";
import { errorCode, messageOf } from "../base/errors.ts";
import type { EventHub } from "../base/event-hub.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { Client } from "../client/client.ts";
import type { Engine, Execute } from "../engine/engine.ts";
import type { RetryPolicy } from "../engine/retry-outcome.ts";
import type { Outcome } from "../engine/run.ts";
import type { Approval } from "../store/approval.ts";
import type { AgentInstance } from "./agent-instance.ts";
import { approvalFields } from "./approvals/approval-fields.ts";
import { approvalOf, carryOutKind, expiryKind, isOwnRun } from "./approvals/approval-runs.ts";
import { approvedGate } from "./approvals/approved-gate.ts";
import { carryOut } from "./approvals/carry-out.ts";
import { expire } from "./approvals/expire.ts";
import { policyGate } from "./approvals/policy-gate.ts";
import type { AgentContext } from "./context/agent-context.ts";
import { createAgentContext } from "./context/create-agent-context.ts";
import { createOrderContext } from "./context/create-order-context.ts";
import { type AgentEvent, eventOf } from "./event.ts";
import { excuseExecution, forgetExcuses } from "./excuses.ts";
import { createExecution, type Execution, type ExecutionParts } from "./execution.ts";
import { otherFailures } from "./failure-classes.ts";
import { type Handler, handlerOf, isOurs, noHandler } from "./handler-of.ts";
import { compose } from "./middleware.ts";
import { outcomeOfFailure } from "./outcome.ts";
import { patientClient } from "./patient-client.ts";
import { publishGigs } from "./publish-gigs.ts";
import { receivedMessage } from "./received-messages.ts";
import { type TakenOrder, takeUp } from "./take-up.ts";
import { TimeLimit } from "./time-limit.ts";
import type { WorkerProgress } from "./worker-progress.ts";

export interface DispatchOptions {
  /** By configured name; a run of any other agent waits. */
  readonly agents: ReadonlyMap<string, AgentInstance>;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** For failures of no class; see failure-classes.ts. */
  readonly retry?: RetryPolicy;
  /** Is told what models do in the runs. */
  readonly progress?: EventHub<WorkerProgress>;
}

/** How long the work of an agent that is not running waits before it is looked at again. */
const agentUnavailableRetryMs = 60_000;

/** The engine's execute function: from a run to the author's handler and back to an outcome. */
export function createDispatch(options: DispatchOptions): Execute {
  const { agents, engine, clock, random, logger, progress } = options;
  const tools = { policy: options.retry ?? otherFailures, clock, random, engine };
  const patientClients = new WeakMap<Client, Client>();
  const patient = (client: Client) => {
    const known = patientClients.get(client) ?? patientClient(client);
    patientClients.set(client, known);
    return known;
  };
  return async (run, journal, signal) => {
    const listed = agents.get(run.agent);
    if (!listed) {
      const reason = `agent ${run.agent} is not running in this process`;
      await excuseExecution(engine, run);
      return { kind: "retry", atMs: clock.now() + agentUnavailableRetryMs, code: "agent_unavailable", reason };
    }
    const event = eventOf(run);
    const log = logger.child({ agent: run.agent, run: run.id, event: event.type, order: event.orderId });
    const limitMs = listed.handlerTimeoutMs;
    const limit = limitMs === undefined ? undefined : new TimeLimit({ limitMs, clock, journal, signal });
    const client = patient(listed.client);
    const agent = { ...listed, client: limit ? limit.exempt(client) : client };
    const perform = async (): Promise<Outcome> => {
      const parts: ExecutionParts = { agent, run, event, journal, signal, engine, clock, random, log, progress };
      const approval = approvalOf(parts);
      const gate = approval && isOwnRun(event) ? approvedGate(parts, approval) : policyGate(parts);
      return await execute(createExecution({ ...parts, gate }), approval);
    };
    try {
      return await (limit ? limit.within(perform) : perform());
    } catch (thrown) {
      const outcome = await outcomeOfFailure(thrown, run, tools);
      log.warn({ outcome: outcome.kind, err: thrown }, "run failed");
      return outcome;
    }
  };
}

async function execute(execution: Execution, approval: Approval | undefined): Promise<Outcome> {
  const { event, agent } = execution;
  if (approval && event.type === carryOutKind) return await carryOut(execution, approval);
  if (approval && event.type === expiryKind) return await expire(execution, approval);
  if (event.source === "gigs") {
    await recordState(execution);
    await publishGigs(execution);
    return done(execution);
  }
  if (event.source === "schedule") {
    const schedule = agent.definition.schedules?.[event.name ?? ""];
    if (!schedule) return { kind: "superseded", reason: `${agent.name} has no schedule "${event.name}"` };
    await recordState(execution);
    return run(execution, createAgentContext(execution), schedule.run);
  }
  const handler = handlerOf(agent.definition, event);
  if (!handler) return { kind: "superseded", reason: noHandler(agent.name, event) };
  const own = { ...timerFields(execution), ...(approval && approvalFields(event, approval)) };
  if (handler.name === "unknown" || (isOurs(event) && !event.orderId)) {
    await recordState(execution);
    const ctx = { ...createAgentContext(execution), ...own, role: null };
    return run(execution, ctx, handler.call);
  }
  if (!event.orderId) return { kind: "superseded", reason: `${event.type} names no order; reconcile finds what needs us` };
  const taken = await takeUp(execution, event.orderId);
  if (!taken.run) return { kind: "superseded", reason: taken.reason };
  const ctx = {
    ...createOrderContext(execution, taken),
    ...eventFields(execution.event, taken),
    ...own,
  };
  return run(execution, ctx, handler.call);
}

/** Runs of one order follow each other; those that share the agent's state do not, so what the first execution saw of it is recorded. */
async function recordState({ journal, state }: Execution): Promise<void> {
  state.recall(await journal.step("state", async () => state.snapshot()));
}

async function run(execution: Execution, ctx: AgentContext, handler: Handler): Promise<Outcome> {
  try {
    await compose(execution.agent.definition.middleware ?? [], handler)(ctx);
    return done(execution);
  } catch (thrown) {
    if (errorCode(thrown) !== "waiting_for_approval") throw thrown;
    return { ...done(execution), kind: "waiting", reason: messageOf(thrown) };
  }
}

function done(execution: Execution) {
  const state = [...execution.state.writes(), ...forgetExcuses(execution.run)];
  return { kind: "done", state, submit: execution.timers } as const;
}

/** What a context has beyond its order because of its event. */
function eventFields(event: AgentEvent, { order, round }: Pick<TakenOrder, "order" | "round">): object {
  switch (event.type) {
    case "order.revision_requested":
      // The order's feedback is the latest; the event may be an older one's duplicate, or reconcile's, which knows none.
      return { feedback: order.last_revision_feedback ?? event.payload.feedback, lastDelivery: order.delivery_text ?? undefined };
    case "order.delivered":
      // The recorded round, not a new count: a replay after our own revision request would count one more and take another way.
      return { delivery: order.delivery_text ?? "", revisionsRequested: round ?? 0 };
    case "message.received":
      return { received: receivedMessage(event) };
    default:
      return {};
  }
}

function timerFields({ event }: Execution): object {
  return event.source === "timer" ? { timer: { name: event.name ?? "", data: event.data } } : {};
}
