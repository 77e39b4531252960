import { AppError } from "../../errors";

/** Throws `precondition` for a connection that is not to be read: paused or disconnected by a person, or signed out. */
export function refuseUnused({ name, status }: { name: string; status: string }): void {
  if (status === "active") return;
  throw new AppError(
    "precondition",
    status === "paused"
      ? `${name} is paused. Resume it before pulling.`
      : `${name} has to be connected again before it can be read.`,
  );
}
