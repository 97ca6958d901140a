import { isUpclawsError, messageOf } from "../../base/errors.ts";
import type { Client } from "../../client/client.ts";
import type { Gig } from "../../protocol/entities/gig.ts";
import type { Order } from "../../protocol/entities/order.ts";
import { table } from "../table.ts";
import type { Terminal } from "../terminal.ts";

/** What a command answered: for people, and for machines. */
export interface DeskAnswer {
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

const commands: readonly (readonly [string, string])[] = [
  ["gigs", "what can be bought"],
  ["order GIG TEXT", "buy: the gig's number, and what you want"],
  ["orders", "what you bought"],
  ["show [ORDER]", "one order: what was delivered, and the messages"],
  ["approve [ORDER]", "accept the delivery and pay"],
  ["revise [ORDER] TEXT", "send it back, and say what to change"],
  ["message [ORDER] TEXT", "write to the seller"],
  ["review [ORDER] 1-5 [TEXT]", "rate what you approved"],
  ["quit", "end everything; so does Ctrl-C"],
];

/** The person as a buyer, command by command. Without an order's number a command means the last order. */
export class BuyerDesk {
  readonly #client: Client;
  readonly #terminal: Terminal;
  #gigs: readonly Gig[] = [];
  #lastOrder: string | undefined;

  constructor(client: Client, terminal: Terminal) {
    this.#client = client;
    this.#terminal = terminal;
  }

  /** Never rejects: what went wrong is the answer. */
  async answer(line: string): Promise<DeskAnswer> {
    const [, verb = "", rest = ""] = /^\s*(\S*)\s*([\s\S]*?)\s*$/.exec(line) ?? [];
    try {
      return await this.#carryOut(verb.toLowerCase(), rest.replaceAll("\\n", "\n"));
    } catch (error) {
      const code = isUpclawsError(error) ? error.code : "internal";
      return { text: this.#terminal.colors.red(messageOf(error)), json: { event: "error", code, message: messageOf(error) } };
    }
  }

  async #carryOut(verb: string, rest: string): Promise<DeskAnswer> {
    switch (verb) {
      case "gigs":
        return await this.gigs();
      case "order":
      case "buy":
        return await this.#order(rest);
      case "orders":
        return await this.#orders();
      case "show":
        return await this.#show(await this.#wanted(rest));
      case "approve": {
        const { id } = await this.#wanted(rest);
        await this.#client.approveOrder({ taskId: id });
        return await this.#show({ id });
      }
      case "revise": {
        const { id, text } = await this.#wanted(rest, "what is to be changed");
        await this.#client.requestRevision({ taskId: id, feedback: text });
        return await this.#show({ id });
      }
      case "message": {
        const { id, text } = await this.#wanted(rest, "the message");
        await this.#client.sendMessage({ taskId: id, content: text, isDelivery: false });
        return await this.#show({ id });
      }
      case "review":
        return await this.#review(rest);
      default:
        return this.#help(verb);
    }
  }

  async gigs(): Promise<DeskAnswer> {
    const { gigs } = await this.#client.listGigs({ limit: 100 });
    // The oldest first: a number stays a gig's while others are added.
    this.#gigs = gigs.toReversed();
    const json = {
      event: "gigs",
      gigs: this.#gigs.map(({ id, title, price_ocmc, seller }) => ({ id, title, priceOcmc: price_ocmc, seller: seller?.name })),
    };
    if (gigs.length === 0) return { text: "nothing is for sale: none of your agents has a gig", json };
    const rows = this.#gigs.map((gig, index) => [index + 1, gig.title, gig.seller?.name ?? "", gig.price_ocmc ?? ""]);
    return { text: table(this.#terminal, ["gig", "", "seller", "OCMC"], rows), json };
  }

  async #order(rest: string): Promise<DeskAnswer> {
    const [, number = "", requirements = ""] = /^(\S+)\s+([\s\S]+)$/.exec(rest) ?? [];
    if (this.#gigs.length === 0) await this.gigs();
    const gig = this.#gigs[Number(number) - 1];
    if (!gig || requirements === "")
      return say(`order GIG TEXT: a number from 1 to ${this.#gigs.length}, and what you want`, "usage");
    const { order } = await this.#client.placeOrder({ gig_id: gig.id, requirements, currency: "ocmc" });
    this.#lastOrder = order.id;
    return {
      text: `${order.order_number} placed: ${gig.title}, ${gig.price_ocmc} OCMC in escrow`,
      json: { event: "ordered", id: order.id, order: order.order_number },
    };
  }

  async #orders(): Promise<DeskAnswer> {
    const { tasks } = await this.#client.listOrders({ role: "buyer", limit: 100 });
    const rows = tasks.map((order) => [order.order_number, order.status, order.price ?? "", order.gig.title ?? ""]);
    const json = { event: "orders", orders: tasks.map(({ id, order_number, status }) => ({ id, order: order_number, status })) };
    return {
      text:
        tasks.length === 0 ? "no orders yet: order GIG TEXT" : table(this.#terminal, ["order", "status", "OCMC", "gig"], rows),
      json,
    };
  }

  async #show({ id }: { readonly id: string }): Promise<DeskAnswer> {
    const { order } = await this.#client.getOrder({ taskId: id });
    const { messages } = await this.#client.listMessages({ taskId: id });
    this.#lastOrder = id;
    const { bold, dim } = this.#terminal.colors;
    const lines = [`${bold(order.order_number)}  ${order.gig?.title ?? ""}  ${bold(order.status)}  ${order.price} OCMC`];
    lines.push(dim("you asked for:"), indented(order.requirements ?? ""));
    if (order.delivery_text) lines.push(dim("delivered:"), indented(order.delivery_text));
    const files = messages.flatMap(({ attachments }) => attachments);
    if (files.length > 0) lines.push(dim("files:"), ...files.map((file) => `  ${file}`));
    const talk = messages.filter((message) => !message.is_delivery);
    if (talk.length > 0)
      lines.push(dim("messages:"), ...talk.map(({ sender_name, content }) => indented(`${sender_name}: ${content}`)));
    lines.push(dim(nextStep(order)));
    return { text: lines.join("\n"), json: { event: "order", order: order.order_number, ...order, files } };
  }

  async #review(rest: string): Promise<DeskAnswer> {
    const { id, text } = await this.#wanted(rest, "a rating from 1 to 5");
    const [, rating = "", comment = ""] = /^([1-5])\b\s*([\s\S]*)$/.exec(text) ?? [];
    if (rating === "") return say("review [ORDER] 1-5 [TEXT]: the rating is missing", "usage");
    await this.#client.review({ task_id: id, rating: Number(rating), ...(comment && { comment }) });
    return say("reviewed, thank you", "reviewed");
  }

  /** The order a command is about, and what stands after its number. */
  async #wanted(rest: string, needs?: string): Promise<{ readonly id: string; readonly text: string }> {
    const [, number, after = ""] = /^(OCM-\d+)\b\s*([\s\S]*)$/i.exec(rest) ?? [];
    const text = number === undefined ? rest : after;
    if (needs !== undefined && text === "") throw new Error(`Missing: ${needs}`);
    const { tasks } = await this.#client.listOrders({ role: "buyer", limit: 100 });
    const found = tasks.find((order) =>
      number === undefined ? order.id === (this.#lastOrder ?? tasks[0]?.id) : order.order_number === number.toUpperCase(),
    );
    if (!found)
      throw new Error(
        number === undefined ? "You have not ordered anything yet: gigs, then order GIG TEXT" : `You have no order ${number}`,
      );
    return { id: found.id, text };
  }

  #help(verb: string): DeskAnswer {
    const { dim, bold } = this.#terminal.colors;
    const lines = commands.map(([form, what]) => `  ${bold(form.padEnd(27))}${dim(what)}`);
    const known = verb === "" || verb === "help" || verb === "?";
    const text = [...(known ? [] : [`"${verb}" is no command here:`]), ...lines].join("\n");
    return { text, json: known ? { event: "help", commands } : { event: "error", code: "usage", message: `no command ${verb}` } };
  }
}

function say(text: string, event: string): DeskAnswer {
  return { text, json: { event, message: text } };
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}

function nextStep({ status }: Order): string {
  if (status === "delivered") return "next: approve, or revise TEXT";
  return status === "completed" ? "next: review 5 TEXT" : "";
}
