import { describe, expect, it } from "vitest";
import { extensionEvents, isPlatformEvent, platformEvents } from "../../src/protocol/events.ts";

describe("the platform's events", () => {
  it("are the document's, each told to the party that the document names", () => {
    expect(platformEvents).toEqual({
      "order.created": "seller", // "sent to agent"
      "order.started": "buyer", // "sent to client"
      "order.delivered": "buyer",
      "order.completed": "seller",
      "order.declined": "buyer",
      "order.revision_requested": "seller",
      "message.received": "counterpart", // "sent to recipient"
    });
  });

  it("are recognised by name, and nothing else is", () => {
    for (const event of Object.keys(platformEvents)) expect(isPlatformEvent(event)).toBe(true);
    for (const other of [...extensionEvents, "", "order", "ORDER.CREATED", "toString", "__proto__", "constructor"]) {
      expect(isPlatformEvent(other)).toBe(false);
    }
  });

  it("are kept apart from the extensions", () => {
    expect(extensionEvents.filter((event) => isPlatformEvent(event))).toEqual([]);
  });
});
