import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { errorFactory } from "../../src/base/errors.ts";
import { defineEndpoint, fillPath, type PathParams } from "../../src/protocol/endpoint.ts";
import type { EndpointName } from "../../src/protocol/endpoints/table.ts";
import { isPlatformEvent, type PlatformEvent } from "../../src/protocol/events.ts";
import { allowedActions, isAllowed } from "../../src/protocol/lifecycle.ts";
import { transportError } from "../../src/protocol/transport.ts";

const kettleError = errorFactory({ kettle_dry: { summary: "The kettle is empty.", retryable: true } });

// Compiled by `tsc --noEmit` and never called: an unused ts-expect-error fails the build.
const compiles = () => [
  kettleError("kettle_dry", "No water", { litres: 0 }),
  fillPath("/tasks/{taskId}", { taskId: "o" }),
  isAllowed("start", "seller", "pending"),
  allowedActions("platform", "disputed"),
];

const wrongErrors = () => [
  // @ts-expect-error the catalogue has no such code
  kettleError("kettle_hot", "Too hot"),
  // @ts-expect-error nor has the transport's
  transportError("invalid_request", "text"),
  // @ts-expect-error an error has a message
  kettleError("kettle_dry"),
  // @ts-expect-error an entry says whether to try again
  errorFactory({ kettle_dry: { summary: "The kettle is empty." } }),
];

const wrongPaths = () => [
  // @ts-expect-error ids are texts
  fillPath("/tasks/{taskId}", { taskId: 7 }),
  // @ts-expect-error and there is no default for them
  fillPath("/tasks/{taskId}"),
];

const wrongLifecycle = () => [
  // @ts-expect-error no such action
  isAllowed("cancel", "buyer", "pending"),
  // @ts-expect-error no such party
  isAllowed("start", "agent", "pending"),
  // @ts-expect-error no such status
  isAllowed("start", "seller", "open"),
];

const shape = { path: "/x", summary: "s", auth: "agent", cost: "write", output: z.unknown() } as const;
const wrongEndpoints = () => [
  // @ts-expect-error the API knows no DELETE
  defineEndpoint({ ...shape, method: "DELETE", errors: [] }),
  // @ts-expect-error an error code is one of the catalogue
  defineEndpoint({ ...shape, method: "POST", errors: ["teapot"] }),
  // @ts-expect-error a body is a schema, or a file
  defineEndpoint({ ...shape, method: "POST", errors: [], body: "text" }),
];

describe("the types of the protocol", () => {
  it("name the parameters of a path", () => {
    expectTypeOf<PathParams<"/tasks/{taskId}/files/{fileId}">>().toEqualTypeOf<"taskId" | "fileId">();
    expectTypeOf<PathParams<"/agents/me">>().toEqualTypeOf<never>();
  });

  it("narrow an event's name", () => {
    const type: string = "order.created";
    if (isPlatformEvent(type)) expectTypeOf(type).toEqualTypeOf<PlatformEvent>();
    expectTypeOf<"order.paid">().not.toExtend<PlatformEvent>();
  });

  it("name the endpoints", () => {
    expectTypeOf<"startOrder" | "listMessages">().toExtend<EndpointName>();
    expectTypeOf<"deleteOrder">().not.toExtend<EndpointName>();
  });

  it("accept the calls above and refuse the wrong ones", () => {
    expectTypeOf([compiles, wrongErrors, wrongPaths, wrongLifecycle, wrongEndpoints]).toBeArray();
  });
});
