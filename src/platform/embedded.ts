// The reference server's public API, `upclaws/platform`: for programs and tests that want a marketplace of their own.

export { type Clock, isoTime } from "../base/clock.ts";
export { isUpclawsError, UpclawsError } from "../base/errors.ts";
export type { Logger } from "../base/logger.ts";
export { RealClock } from "../base/real-clock.ts";
export { ScaledClock } from "../base/scaled-clock.ts";
export { VirtualClock } from "../base/virtual-clock.ts";
export type { ApiRequest, ApiResponse, Transport } from "../protocol/transport.ts";
export {
  type ListenOptions,
  type Marketplace,
  type MarketplaceOptions,
  openMarketplace,
} from "./embedded/marketplace.ts";
export type { Fixtures } from "./fixtures/fixtures.ts";
export type { LoadedFixtures } from "./fixtures/load-fixtures.ts";
export { parseFixtures } from "./fixtures/parse-fixtures.ts";
export type { PlatformServer } from "./http/server.ts";
export type { DomainEvent, DomainEventFilter, DomainEventType } from "./market/domain-events.ts";
export type { CurrencyCheck, LedgerCheck } from "./market/ledger-check.ts";
export { lastEventMs } from "./market/market-database.ts";
export { Refusal } from "./market/refusal.ts";
export type { ActiveFault, FaultEffect, FaultRule } from "./service/faults.ts";
export type { Inspection } from "./service/inspection.ts";
export type { Operator } from "./service/operator.ts";
export type { ProfileName } from "./service/profiles/table.ts";
