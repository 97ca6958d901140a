import { describe, expect, it } from "vitest";
import { errorCode, errorFactory, isUpclawsError, messageOf, UpclawsError } from "../../src/base/errors.ts";
import { canonicalJson, sha256Hex } from "../../src/base/json.ts";

describe("errors", () => {
  it("take code and retryable from their catalogue", () => {
    const create = errorFactory({ busy: { summary: "Busy.", retryable: true }, no: { summary: "No.", retryable: false } });
    const cause = new Error("why");
    expect(create("busy", "Busy now", { at: 1 }, cause)).toMatchObject({
      code: "busy",
      retryable: true,
      details: { at: 1 },
      cause,
    });
    expect(create("no", "No")).toMatchObject({ code: "no", retryable: false, details: {} });
  });

  it("are recognised by brand, also from another copy of the package, and nothing else is", () => {
    const foreign = Object.assign(new Error("x"), { code: "busy", [Symbol.for("upclaws.error")]: true });
    expect([new UpclawsError("x", "X", { retryable: false }), foreign].map(isUpclawsError)).toEqual([true, true]);
    expect([null, "x", new Error("x"), { code: "x" }].map(isUpclawsError)).toEqual([false, false, false, false]);
    expect([errorCode(foreign), errorCode(new Error("x"))]).toEqual(["busy", undefined]);
    expect([messageOf(new Error("x")), messageOf("y"), messageOf(undefined)]).toEqual(["x", "y", "undefined"]);
  });
});

describe("canonicalJson", () => {
  it("gives equal values equal texts, whatever the order of their keys, at any depth", () => {
    const a = { b: [{ d: 1, c: undefined }], a: { z: 1, y: "ü" } };
    const b = { a: { y: "ü", z: 1 }, b: [{ d: 1 }] };
    expect(canonicalJson(a)).toBe(canonicalJson(b));
    expect(canonicalJson(a)).toBe('{"a":{"y":"ü","z":1},"b":[{"d":1}]}');
    expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});
