/** A colour of the page. In a chart it is a stand-in that no other colour has; on the page it follows light and dark. */
interface Tone {
  readonly standIn: string;
  readonly variable: string;
  readonly light: string;
  readonly dark: string;
}

const tone = (index: number, variable: string, light: string, dark: string): Tone => ({
  standIn: `#fe01${index.toString(16).padStart(2, "0")}`,
  variable: `--${variable}`,
  light,
  dark,
});

const tones = {
  ink: tone(1, "ink", "#1c2128", "#e6e8eb"),
  muted: tone(2, "muted", "#5f6b7a", "#9aa4b2"),
  rule: tone(3, "rule", "#e3e6ea", "#2c333d"),
  ground: tone(4, "ground", "#ffffff", "#161a20"),
  blue: tone(5, "blue", "#2866c8", "#7fb0ff"),
  green: tone(6, "green", "#12805c", "#55cfa4"),
  amber: tone(7, "amber", "#b76a00", "#f0b552"),
  red: tone(8, "red", "#c0343a", "#ff8d8d"),
  purple: tone(9, "purple", "#7b4bc4", "#bd9dff"),
  grey: tone(10, "grey", "#8a94a3", "#76808e"),
} as const;
export type ToneName = keyof typeof tones;

/** What a chart is drawn with. */
export function ink(name: ToneName): string {
  return tones[name].standIn;
}

/** The same colour in the page itself. */
export function variableOf(name: ToneName): string {
  return `var(${tones[name].variable})`;
}

/** One after the other for things that have no colour of their own. */
export const sequence: readonly ToneName[] = ["blue", "amber", "green", "purple", "red", "grey"];

/** The stand-ins of a drawing replaced by the page's variables. */
export function withVariables(svg: string): string {
  const byStandIn = new Map(Object.values(tones).map(({ standIn, variable }) => [standIn, `var(${variable})`]));
  return svg.replace(/#fe01[0-9a-f]{2}/g, (standIn) => byStandIn.get(standIn) ?? standIn);
}

/** Declarations of the variables, for one scheme. */
export function declarations(scheme: "light" | "dark"): string {
  return Object.values(tones)
    .map((one) => `${one.variable}:${one[scheme]}`)
    .join(";");
}
