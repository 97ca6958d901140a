import { describe, expect, it } from "vitest";
import { Board } from "../../../src/base/watchdog/board.ts";

describe("a board", () => {
  it("shows another thread what is up, the note touched last first", () => {
    const board = new Board(3);
    const other = new Board(board.memory);
    const [first, second] = [board.put("first"), board.put("zweite: äöü 🦦")];
    expect(other.notes()).toEqual(["zweite: äöü 🦦", "first"]);
    board.touch(first ?? -1);
    expect(other.notes()).toEqual(["first", "zweite: äöü 🦦"]);
    board.remove(second ?? -1);
    expect(other.notes()).toEqual(["first"]);
    const beats = other.beats;
    board.beat();
    expect(other.beats).toBe(beats + 1);
  });

  it("takes no more than it has room for, and has room again when something is removed", () => {
    const board = new Board(2);
    const places = [board.put("a"), board.put("b")];
    expect(board.put("c")).toBeUndefined();
    board.remove(places[0] ?? -1);
    expect(board.put("d")).toBe(places[0]);
    expect(new Board(board.memory).notes()).toEqual(["d", "b"]);
  });

  it("keeps no text that is too long, and gives its place back", () => {
    const board = new Board(1);
    expect(board.put("x".repeat(5_000))).toBeUndefined();
    expect(board.put("ü".repeat(1_500))).toBeUndefined();
    expect(board.put("ok")).toBeDefined();
    expect(board.notes()).toEqual(["ok"]);
  });
});
