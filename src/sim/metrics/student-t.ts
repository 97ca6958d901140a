import { bisect } from "simple-statistics";

/**
 * The t for which a Student variable with `degrees` degrees of freedom (a whole number, at least 1) is within ±t with `probability` (0 to 1,
 * both excluded).
 */
export function studentT(degrees: number, probability: number): number {
  // In the angle θ = atan(t/√ν) the search interval is finite.
  const angle = bisect((theta) => withinAngle(theta, degrees) - probability, 0, Math.PI / 2, 200, 1e-13);
  return Math.tan(angle) * Math.sqrt(degrees);
}

/** P(|T| ≤ √ν·tan θ), exact for whole ν (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4). */
function withinAngle(theta: number, degrees: number): number {
  const sine = Math.sin(theta);
  const cosine = Math.cos(theta);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let series = 0;
  for (let power = odd ? 1 : 0; power <= degrees - 2; power += 2) {
    series += term;
    term *= ((power + 1) / (power + 2)) * cosine ** 2;
  }
  return odd ? (2 / Math.PI) * (theta + sine * series) : sine * series;
}
