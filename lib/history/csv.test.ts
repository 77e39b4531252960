import { describe, expect, it } from "vitest";
import { csvLine } from "./csv";

describe("csvLine", () => {
  it("ends with a line break of its own kind, and leaves plain texts and numbers as they are", () => {
    expect(csvLine(["Summer launch", 12, -3, null, ""])).toBe("Summer launch,12,-3,,\r\n");
  });

  it("quotes what holds a comma, a quote or a line break, and doubles quotes", () => {
    expect(csvLine(['Say "hi"', "a,b", "two\nlines", "two\r\nlines"])).toBe(
      '"Say ""hi""","a,b","two\nlines","two\r\nlines"\r\n',
    );
  });

  it.each(["=1+2", "+41", "-5", "@SUM(A1)", "\t=1", " =1"])("does not let a spreadsheet compute %j", (text) => {
    expect(csvLine([text])).toBe(`'${text}\r\n`);
  });

  it("quotes a formula that holds a comma as well", () => {
    expect(csvLine(['=HYPERLINK("http://x","y")'])).toBe('"\'=HYPERLINK(""http://x"",""y"")"\r\n');
  });

  it("leaves such signs alone inside a text", () => {
    expect(csvLine(["a=b", "5-6", "x@y"])).toBe("a=b,5-6,x@y\r\n");
  });
});
