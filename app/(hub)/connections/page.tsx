import type { Metadata } from "next";
import { connection } from "next/server";
import { ConnectionList } from "@/components/connections/connection-list";
import { connectOptions } from "@/lib/connections/platform-app";
import { connectPlatform } from "./actions";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage() {
  // What can be connected depends on where this runs, not on where it was built.
  await connection();
  return <ConnectionList options={connectOptions()} connect={connectPlatform} />;
}
