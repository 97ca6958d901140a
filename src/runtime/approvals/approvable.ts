/** Actions that a policy may hold for a person. Starting an order is not among them: whoever must be asked is asked for what follows. */
export const approvableActions = ["deliver", "decline", "approve", "requestRevision", "review", "message", "placeOrder"] as const;
export type ApprovableAction = (typeof approvableActions)[number];

export function isApprovable(action: string): action is ApprovableAction {
  return (approvableActions as readonly string[]).includes(action);
}
