import ipaddr from "ipaddr.js";

export interface AddressRules {
  /** Loopback, private and carrier-grade NAT addresses are allowed as well; metadata services never. */
  readonly allowPrivate: boolean;
}

type Range = ReturnType<ipaddr.IPv4["range"] | ipaddr.IPv6["range"]>;

const privateRanges: readonly Range[] = ["loopback", "private", "uniqueLocal", "carrierGradeNat"];

/**
 * Where clouds tell a machine its secrets, outside 169.254.0.0/16: AWS over IPv6, Alibaba, Oracle, Azure's wire server (a public address). Sources: the
 * providers' own pages on instance metadata.
 */
const metadataAddresses: readonly string[] = ["fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192", "168.63.129.16"];

/** An IPv4 address in the last 32 bits, long deprecated (RFC 4291, section 2.5.5.1); the library takes it for a public one. */
const ipv4Compatible = ipaddr.IPv6.parseCIDR("::/96");

/**
 * Why this address may not be called, or undefined when it may (PLATFORM row 29). Everything but a public unicast address is refused: link-local,
 * unspecified, multicast, reserved, and the forms that carry an IPv4 address inside an IPv6 one, whatever it is.
 */
export function addressProblem(address: string, { allowPrivate }: AddressRules): string | undefined {
  if (!ipaddr.isValid(address)) return `${address} is no address`;
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (metadataAddresses.some((metadata) => isSame(parsed, metadata))) return `${address} is a metadata service`;
  if (allowPrivate && privateRanges.includes(range)) return undefined;
  const hidesIpv4 = parsed instanceof ipaddr.IPv6 && range === "unicast" && parsed.match(ipv4Compatible);
  if (range === "unicast" && !hidesIpv4) return undefined;
  return `${address} is ${hidesIpv4 ? "an IPv4 address in disguise" : rangeText(range)}`;
}

/** The same for the host of a URL, as far as it can be told before asking a name server. */
export function hostProblem(host: string, rules: AddressRules): string | undefined {
  const literal = host.replace(/^\[|\]$/g, "");
  if (ipaddr.isValid(literal)) return addressProblem(literal, rules);
  const name = host.toLowerCase().replace(/\.$/, "");
  if (!rules.allowPrivate && (name === "localhost" || name.endsWith(".localhost"))) return `${name} is this machine`;
  return undefined;
}

function isSame(address: ipaddr.IPv4 | ipaddr.IPv6, text: string): boolean {
  return address.toNormalizedString() === ipaddr.parse(text).toNormalizedString();
}

/** `linkLocal` → `link local`. */
function rangeText(range: string): string {
  return range.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
