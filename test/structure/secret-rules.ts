import type { ProjectFile } from "./project-files.ts";

// Where packages come from is the business of the machine that installs them.
const registry =
  /\b(?:[\w-]+\.)*(?:npmjs|yarnpkg|artifactory|verdaccio|jfrog|pypi)\.[a-z]{2,}\b|\bregistry\.[\w-]+\.[a-z]{2,}\b|^\s*(?:@[\w-]+:)?registry\s*=/im;
const lockedHost = /"resolved":\s*"https?:/;
const machinePath = /(?<![\w.~/:-])\/(?:home|root|Users|work|workspace|mnt|opt)\/[\w.-]+/;
const keyShapes = [
  /\b(?:ak|sk|pk|rk)[_-][\w-]{16,}/g,
  /\bgh[pousr]_\w{20,}/g,
  /\bglpat-[\w-]{16,}/g,
  /\bxox[abprs]-[\w-]{10,}/g,
  /\bAKIA[A-Z0-9]{16}\b/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/g,
];
// A key made for a test says so itself.
const dummy = /canary|test|fake|dummy|example|secret|your|wrong|other|unknown|xxx|0123456789|abcdef/i;

/** What a file tells that does not belong into a repository, as sentences. Never repeats a key in full. */
export function leaks({ path, text }: ProjectFile): string[] {
  const found: string[] = [];
  const host = registry.exec(text) ?? lockedHost.exec(text);
  if (host) found.push(`${path}: names a package registry: ${host[0].trim()}`);
  const place = machinePath.exec(text);
  if (place) found.push(`${path}: names a place on one machine: ${place[0]}`);
  for (const shape of keyShapes) {
    for (const [key] of text.matchAll(shape)) if (!dummy.test(key)) found.push(`${path}: looks like a key: ${key.slice(0, 8)}…`);
  }
  return found;
}
