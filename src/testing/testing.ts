// The test kit's public API, `upclaws/testing`: for authors' tests, whatever runs them.

export type { Duration } from "../base/duration.ts";
export type { Model, ModelReply, ModelRequest } from "../llm/model.ts";
export type { DomainEvent } from "../platform/market/domain-events.ts";
export type { RunOptions } from "./agent-config.ts";
export type { AgentUnderTest } from "./agent-under-test.ts";
export { type CassetteModel, type CassetteOptions, cassetteModel } from "./cassette/cassette-model.ts";
export { type EndpointModelOptions, endpointModel } from "./endpoint-model.ts";
export type { Failure } from "./failures.ts";
export { createTestMarket, type PartyOptions, type TestMarket } from "./market.ts";
export type { TestMarketOptions } from "./market-options.ts";
export type { ExpectOptions, Reply, When } from "./model/expectation.ts";
export type { ModelCall, TestModel } from "./model/test-model.ts";
export { type RecordingOptions, type RecordingReplay, replayRecording } from "./replay-recording.ts";
export type { BoughtOrder } from "./traders/bought-order.ts";
export type { OrderMessage } from "./traders/order-page.ts";
export type { SoldOrder } from "./traders/sold-order.ts";
export type { TestBuyer } from "./traders/test-buyer.ts";
export type { TestSeller } from "./traders/test-seller.ts";
