/** How a server reads what the API document leaves open (PLATFORM.md, "Profiles"), as far as a check can see it. */
export interface ProfileRules {
  readonly name: string;
  /** Endpoints and events beyond the document exist. */
  readonly extensions: boolean;
  /** Only documented statuses, all documented inputs required, limits out of range refused. */
  readonly documentedOnly: boolean;
  /** Order numbers stand wherever a task id does (row 9); in reviews always. */
  readonly orderNumbersEverywhere: boolean;
  /** Orders and profiles show fields beyond the document (rows 11, 20, 33). */
  readonly supersetFields: boolean;
  /** `Idempotency-Key` is honoured (row 17). */
  readonly idempotencyKeys: boolean;
  /** GET /gigs answers without a key (row 30). */
  readonly publicGigs: boolean;
  /** Everything the document merely allows, at its worst (the **A:** marks). */
  readonly adversarial: boolean;
  /** What the server answers where the default profile has `standard`. */
  status(standard: number): number;
}

const documentedStatuses: Readonly<Record<number, number>> = { 405: 404, 409: 400, 413: 400, 415: 400, 422: 400 };

const standard: ProfileRules = {
  name: "default",
  extensions: true,
  documentedOnly: false,
  orderNumbersEverywhere: true,
  supersetFields: true,
  idempotencyKeys: true,
  publicGigs: true,
  adversarial: false,
  status: (status) => status,
};

const bare = {
  extensions: false,
  orderNumbersEverywhere: false,
  supersetFields: false,
  idempotencyKeys: false,
  publicGigs: false,
} as const;

export const profileRules: Readonly<Record<string, ProfileRules>> = {
  default: standard,
  vercel: { ...standard, name: "vercel" },
  strict: {
    ...standard,
    ...bare,
    name: "strict",
    documentedOnly: true,
    status: (status) => documentedStatuses[status] ?? status,
  },
  adversarial: { ...standard, ...bare, name: "adversarial", adversarial: true },
};
