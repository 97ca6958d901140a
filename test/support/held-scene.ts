import type { Engine } from "../../src/engine/engine.ts";
import { approveHeld, rejectHeld } from "../../src/runtime/approvals/decide.ts";
import type { ApprovalSettings } from "../../src/runtime/approvals/policy.ts";
import type { Approval } from "../../src/store/approval.ts";
import { type Authored, House } from "./market-house.ts";
import { delivered, openTrade, type Trade } from "./market-trade.ts";
import { MarketWorld } from "./market-world.ts";

/** What the handlers of `action.*` were told. */
export interface Told {
  readonly event: string;
  readonly approval: unknown;
  readonly status: string | undefined;
}

/** Handlers that write down what they hear of held actions. */
export function listening(told: Told[]): NonNullable<Authored["handlers"]> {
  const hear = (ctx: {
    readonly event: { readonly type: string };
    readonly approval: unknown;
    readonly order?: { status: string };
  }) => {
    told.push({ event: ctx.event.type, approval: ctx.approval, status: ctx.order?.status });
  };
  return { "action.approved": hear, "action.rejected": hear, "action.expired": hear, "action.invalidated": hear };
}

export interface HeldSceneOptions {
  readonly handlers?: (told: Told[]) => NonNullable<Authored["handlers"]>;
  readonly approvals?: ApprovalSettings;
  readonly policy?: Authored["approvals"];
  readonly role?: "seller" | "buyer";
  readonly dir?: string;
  readonly profile?: "default" | "strict";
  readonly spend?: { readonly ocmcPerDay?: number; readonly tipMax?: number };
}

/** A house whose policy holds what its handlers do: by default a buyer who approves a delivery. */
export async function heldScene(options: HeldSceneOptions = {}) {
  const world = await MarketWorld.open(options.profile);
  const trade = await openTrade(world);
  const told: Told[] = [];
  const approving = (heard: Told[]) => ({
    "order.delivered": (ctx: { approve(): unknown }) => ctx.approve(),
    "message.received": () => {},
    ...listening(heard),
  });
  const agent: Authored = {
    handlers: (options.handlers ?? approving)(told),
    ...(options.policy && { approvals: options.policy }),
  };
  const open = () =>
    new House({
      world,
      actor: trade[options.role ?? "buyer"],
      agent,
      approvals: options.approvals ?? { approve: "always" },
      ...(options.dir !== undefined && { dir: options.dir }),
      ...(options.spend && { spend: options.spend }),
    });
  return { world, trade, told, open };
}

/** The same with a delivered order whose approval is held. */
export async function heldApprove(options: HeldSceneOptions = {}) {
  const scene = await heldScene(options);
  const orderId = await delivered(scene.trade as Trade);
  const house = scene.open();
  await house.tell("order.delivered", { order_id: orderId }, "wake");
  return { ...scene, house, orderId, held: () => onlyApproval(house) };
}

export function onlyApproval(house: { readonly engine: Pick<Engine, "approvals"> }): Approval {
  const [approval, ...more] = house.engine.approvals.list();
  if (!approval || more.length > 0) throw new Error(`expected one approval, there are ${approval ? more.length + 1 : 0}`);
  return approval;
}

export async function approveIt(house: House, id = onlyApproval(house).id, by = "somebody"): Promise<void> {
  await approveHeld(house.engine, { id, by });
  await house.finish();
}

export async function rejectIt(house: House, reason?: string, id = onlyApproval(house).id): Promise<void> {
  await rejectHeld(house.engine, { id, by: "somebody", reason });
  await house.finish();
}
