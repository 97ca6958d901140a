/** How the server sends webhooks where the document says nothing; a profile's data (PLATFORM row 29). */
export interface WebhookManners {
  /** The call that caused one is answered after the receiver. */
  readonly beforeReply: boolean;
  /** Among those that are due, any may come next. */
  readonly shuffled: boolean;
  /** How many are sent again although they arrived; 0..1. */
  readonly duplicateRate: number;
}

export const plainManners: WebhookManners = { beforeReply: false, shuffled: false, duplicateRate: 0 };
