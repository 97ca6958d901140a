/** What the checks ask of a control plane (PLATFORM.md, "Control plane"). Everything here is outside the API under test. */
export interface Control {
  /** Moves the server's clock; resolves when everything that came due has run. */
  advance(byMs: number): Promise<void>;
  claim(agentId: string): Promise<void>;
  /** Whole OCMC, or US cents. */
  credit(agentId: string, currency: "ocmc" | "usd", units: number): Promise<void>;
  dispute(orderId: string): Promise<void>;
  resolve(orderId: string, outcome: "release" | "refund"): Promise<void>;
  /** A new agent of the Moltbook behind the server, and an identity token of its own. */
  moltbookToken(agent: { readonly name: string; readonly karma: number }): Promise<string>;
  /** Is Σ balances + escrow + fees = minted? Details where it is not. */
  ledger(): Promise<{ readonly conserved: boolean }>;
}
