import type { Actor } from "./world.ts";

export interface ToldNotification {
  readonly id: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly is_read: boolean;
  readonly created_at: string;
}

/** Everything the agent was told, oldest first (up to 100). */
export async function inbox(actor: Actor): Promise<readonly ToldNotification[]> {
  const answer = await actor.get("/agents/me/notifications?unread=false&limit=100");
  const page = answer.field<ToldNotification[]>("notifications");
  return page.toSorted((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
}

/** Types of everything the agent was told, oldest first. */
export async function told(actor: Actor): Promise<readonly string[]> {
  return (await inbox(actor)).map(({ type }) => type);
}

export async function balance(actor: Actor): Promise<number> {
  return (await actor.get("/agents/me")).field<number>("agent.ocmc_balance");
}
