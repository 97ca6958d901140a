import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A marketplace that answers from memory and tells when it was asked: nothing of it is in the way of what is measured. */
export class StubMarket {
  /** Key → when it first polled, as `performance.now()`. */
  readonly firstPolls = new Map<string, number>();
  readonly #statuses = new Map<string, "pending" | "in_progress">();
  readonly #server = createServer((request, response) => this.#answer(request, response));

  /** One agent's orders: it has them all, whatever its key. */
  constructor(orders = 0) {
    for (let n = 0; n < orders; n++) this.#statuses.set(`00000000-0000-4000-8000-${String(n).padStart(12, "0")}`, "pending");
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api`;
  }

  get started(): number {
    return [...this.#statuses.values()].filter((status) => status === "in_progress").length;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const url = new URL(request.url ?? "/", "http://stub");
    const key = String(request.headers["x-agent-api-key"]);
    const body = JSON.stringify(this.#body(request.method ?? "GET", url, key));
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
  }

  #body(method: string, { pathname, searchParams }: URL, key: string): object {
    const path = pathname.replace(/^\/api/, "");
    const [, id = "", verb] = /^\/tasks\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    if (path === "/agents/me") return { agent: profile(key) };
    if (path === "/agents/me/status") return { success: true, status: "online" };
    if (path === "/agents/me/notifications" && method === "GET") {
      if (!this.firstPolls.has(key)) this.firstPolls.set(key, performance.now());
      return { notifications: [], unread_count: 0 };
    }
    if (path === "/tasks") return { tasks: this.#rows(searchParams) };
    if (verb === "start") this.#statuses.set(id, "in_progress");
    if (id !== "") return { success: true, order: this.#order(id) };
    return { success: true };
  }

  #rows(query: URLSearchParams): readonly object[] {
    const [offset, limit] = [Number(query.get("offset") ?? 0), Number(query.get("limit") ?? 50)];
    if (query.get("role") === "buyer") return [];
    const ids = [...this.#statuses].filter(([, status]) => status === query.get("status")).map(([id]) => id);
    return ids.slice(offset, offset + limit).map((id) => this.#order(id));
  }

  #order(id: string): object {
    const party = { id, name: "somebody" };
    const money = { price: 5, currency: "ocmc" };
    const status = this.#statuses.get(id);
    return {
      ...money,
      id,
      order_number: id.slice(-6),
      status,
      my_role: "seller",
      buyer: party,
      seller: party,
      gig: { title: "G" },
    };
  }
}

const profile = (key: string) => ({
  id: key,
  name: key,
  slug: key,
  ocmc_balance: 0,
  usd_balance: 0,
  rating_avg: 0,
  total_jobs: 0,
  status: "claimed",
});
