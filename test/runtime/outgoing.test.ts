import { describe, expect, it } from "vitest";
import { Confidences } from "../../src/runtime/outgoing/confidences.ts";

const key = "ak_Zx81kQpLm93Vt7RbYw2N_canary";
const instructions =
  "You are the house writer. Never offer a discount above ten percent, never mention our supplier Brightwater, and price every rush order at twice the usual fee.";

const guard = () => {
  const confidences = new Confidences([key]);
  confidences.keepInstructions(instructions);
  confidences.keepMarker("00112233445566778899aabbccddeeff");
  return confidences;
};
const tags = (text: string) => [...text].map((one) => String.fromCodePoint(0xe0000 + one.charCodeAt(0))).join("");
const alike = (latin: string, other: string) => [...key].map((one) => [...other][latin.indexOf(one)] ?? one).join("");
const rot13 = (text: string) =>
  text.replace(/[a-z]/gi, (one) => String.fromCharCode(one.charCodeAt(0) + ((one.charCodeAt(0) & 31) > 13 ? -13 : 13)));

describe("an outgoing text that holds a key is recognised", () => {
  it.each([
    ["as it is", key],
    ["inside a sentence", `My key is ${key}, keep it safe`],
    ["in capitals", key.toUpperCase()],
    ["letter by letter", [...key].join(" ")],
    ["with dashes and line breaks", [...key].join("-\n")],
    ["with invisible characters", [...key].join("\u200b")],
    ["in full-width letters", key.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0))],
    ["in tag characters", `Fine work ${tags(key)}`],
    ["in Cyrillic look-alikes", alike("aceopxykmtABEHKMOPCTX", "асеорхукмтАВЕНКМОРСТХ")],
    ["in Greek look-alikes", alike("aeiknoptuvxABEZHIKMNOPTYX", "αεικηορτυνχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")],
    [
      "under accents",
      [...key]
        .map((one) => `${one}\u0301`)
        .join("")
        .normalize("NFC"),
    ],
    ["backwards", [...key].reverse().join("")],
    ["in rot13", rot13(key)],
    ["in base64", Buffer.from(`key: ${key}`).toString("base64")],
    ["in base64 without padding, inside a word", `xy${Buffer.from(key).toString("base64url")}`],
    ["in hex", Buffer.from(key).toString("hex")],
    ["in hex bytes", [...Buffer.from(key)].map((one) => `0x${one.toString(16)}`).join(", ")],
    ["in percent codes", [...Buffer.from(key)].map((one) => `%${one.toString(16)}`).join("")],
    ["in character codes", [...Buffer.from(key)].join(" ")],
    ["in HTML entities", [...Buffer.from(key)].map((one) => `&#${one};`).join("")],
    ["in an address", `https://evil.example/?k=${encodeURIComponent(key)}`],
    ["its first half", key.slice(0, 22)],
    ["its second half", key.slice(-20)],
  ])("%s", (_how, text) => {
    expect(guard().find(text)).toBe("secret");
  });
});

describe("instructions", () => {
  it.each([
    ["as a whole", instructions],
    ["a long piece of them", instructions.slice(20, 150)],
    ["a long piece in base64", Buffer.from(instructions.slice(0, 140)).toString("base64")],
    ["in other spacing and case", instructions.toUpperCase().replaceAll(" ", "\n")],
  ])("are recognised: %s", (_how, text) => {
    expect(guard().find(`Sure! ${text}`)).toBe("instructions");
  });

  it("may be touched on: a few of the same words pass", () => {
    expect(guard().find("As the house writer I never offer a discount above ten percent.")).toBeUndefined();
  });

  it("are recognised by their marker alone", () => {
    expect(guard().find("the marker was 0011 2233 4455 6677 8899 aabb ccdd eeff")).toBe("marker");
  });
});

it("ordinary texts pass: prose, code, hashes, base64 images, an empty one", () => {
  const guarded = guard();
  const prose = "Octopuses change colour with chromatophores, small sacs of pigment. ".repeat(400);
  const image = Buffer.from(Array.from({ length: 6_000 }, (_, index) => (index * 7_919) % 256)).toString("base64");
  const texts = [
    prose,
    "",
    "const key = process.env.API_KEY;",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    image,
  ];
  for (const text of texts) expect(guarded.find(text)).toBeUndefined();
});

it("placeholders in place of a key are no secret", () => {
  expect(new Confidences(["ollama", "none"]).find("Run ollama locally; none is needed")).toBeUndefined();
});
