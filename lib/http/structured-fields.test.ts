import { describe, expect, test } from "vitest";
import { parseDictionary } from "./structured-fields";

describe("parseDictionary", () => {
  test("reads one member with its parameters", () => {
    expect(parseDictionary('"campaign-management-write";r=0;t=42')).toEqual([
      { name: "campaign-management-write", parameters: { r: "0", t: "42" } },
    ]);
  });
  test("reads several members, quoted and bare, with blanks anywhere", () => {
    expect(parseDictionary(' burst ; r = 5 ; t = 1 ,"day";r=100;t="3600"')).toEqual([
      { name: "burst", parameters: { r: "5", t: "1" } },
      { name: "day", parameters: { r: "100", t: "3600" } },
    ]);
  });
  test("does not end a member at a comma or semicolon inside a quoted name", () => {
    expect(parseDictionary('"reads, small; fast";r=3;t=4')).toEqual([
      { name: "reads, small; fast", parameters: { r: "3", t: "4" } },
    ]);
  });
  test.each(["", " ", ",", ";;", ",,;"])("finds nothing in %j", (text) => {
    expect(parseDictionary(text)).toEqual([]);
  });
});
