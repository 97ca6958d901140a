import { type Behaviour, startReceiver } from "./webhook-receiver.ts";

export interface ReceivedAlert {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly agent: string | null;
  readonly text: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly raisedAt: string;
  readonly resolvedAt: string | null;
}

export interface ReceivedNotice {
  readonly kind: string;
  readonly text: string;
  readonly alerts: readonly ReceivedAlert[];
}

/** An operator's own alert service on loopback. */
export async function startAlertReceiver(behave?: Behaviour) {
  const receiver = await startReceiver(behave);
  const notices = () => receiver.received.map(({ body }) => body as unknown as ReceivedNotice);
  return { url: receiver.url, notices, alerts: () => notices().flatMap(({ alerts }) => alerts) };
}
