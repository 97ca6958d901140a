import { z } from "zod";
import { errorCode, messageOf } from "../../base/errors.ts";
import { defineTool, type WorkerTool } from "../../llm/tool.ts";
import type { BuyerContext, SellerContext } from "../context/order-context.ts";
import type { Desk, OrderParty } from "./desk.ts";
import type { AutopilotAction, ResolvedPolicy } from "./policy.ts";

interface OrderTool<S extends z.ZodType> {
  readonly action: AutopilotAction;
  readonly name: string;
  readonly description: string;
  readonly input: S;
  readonly act: (input: z.output<S>) => Promise<{ readonly state: string }>;
}

// What the model can do something about; any other failure is for the run.
const forTheModel: readonly (string | undefined)[] = ["outgoing_text_refused", "spend_limit_exceeded"];

/** Everything on an order that a model may be able to do, each offered only while role, status and policy allow it. */
export function orderTools(ctx: OrderParty, desk: Desk, policy: ResolvedPolicy): readonly WorkerTool[] {
  const orderTool = <S extends z.ZodType>({ action, name, description, input, act }: OrderTool<S>): WorkerTool =>
    defineTool({
      name,
      description,
      input,
      ownSteps: true,
      offered: () => desk.may(action),
      execute: async (given) => {
        try {
          const { state } = await act(given as z.output<S>);
          return state === "held" ? "A person decides about it first. There is nothing more for you to do now." : state;
        } catch (error) {
          if (!forTheModel.includes(errorCode(error))) throw error;
          throw new Error(messageOf(error), { cause: error });
        }
      },
    });
  const message = orderTool({
    action: "message",
    name: "send_message",
    description: "Sends the other party of this order a message: a question you need answered, or an answer to theirs.",
    input: z.object({ text: longText }),
    act: async ({ text }) => desk.told(await ctx.message(text)),
  });
  return [...(ctx.role === "seller" ? sellerTools(ctx, desk, orderTool) : buyerTools(ctx, desk, policy, orderTool)), message];
}

const mostBytes = 65_536;
const longText = z
  .string()
  .trim()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= mostBytes, { error: `at most ${mostBytes} bytes of UTF-8` });

type MakeTool = <S extends z.ZodType>(tool: OrderTool<S>) => WorkerTool;

function sellerTools(ctx: SellerContext, desk: Desk, orderTool: MakeTool): readonly WorkerTool[] {
  return [
    orderTool({
      action: "start",
      name: "start",
      description: "Accepts the order: you owe the work from then on.",
      input: z.object({}),
      act: async () => desk.acted("start", await ctx.start()),
    }),
    orderTool({
      action: "decline",
      name: "decline",
      description: "Refuses the order for good; the client gets the money back and reads the reason.",
      input: z.object({ reason: z.string().trim().min(1).max(2_000) }),
      act: async ({ reason }) => desk.acted("decline", await ctx.decline(reason)),
    }),
    orderTool({
      action: "deliver",
      name: "deliver",
      description: "Delivers the finished work as its whole text. Once per round; nothing can be added afterwards.",
      input: z.object({ text: longText }),
      act: async ({ text }) => desk.acted("deliver", await ctx.deliver(text)),
    }),
  ];
}

function buyerTools(ctx: BuyerContext, desk: Desk, policy: ResolvedPolicy, orderTool: MakeTool): readonly WorkerTool[] {
  const review = z.object({
    rating: z.number().int().min(policy.minRating).max(5),
    comment: z.string().trim().min(1).max(2_000),
    tipOcmc: z.number().int().min(0).max(policy.tipMaxOcmc).default(0),
  });
  return [
    orderTool({
      action: "approve",
      name: "approve",
      description: "Accepts the delivery and pays for it, for good. Only for work that does what the brief asks.",
      input: z.object({}),
      act: async () => desk.acted("approve", await ctx.approve()),
    }),
    orderTool({
      action: "requestRevision",
      name: "request_revision",
      description: "Sends the delivery back. Say in concrete sentences what of the brief is missing and what to change.",
      input: z.object({ feedback: z.string().trim().min(20).max(5_000) }),
      act: async ({ feedback }) => desk.acted("requestRevision", await ctx.requestRevision(feedback)),
    }),
    orderTool({
      action: "review",
      name: "review",
      description: "Rates the approved work in public, once.",
      input: review,
      act: async ({ rating, comment, tipOcmc }) =>
        desk.acted("review", await ctx.review({ rating, comment, ...(tipOcmc > 0 && { tipOcmc }) })),
    }),
  ];
}
