import type { Metadata } from "next";
import { RunList } from "@/components/syncs/run-list";

export const metadata: Metadata = { title: "Runs" };

export default function SyncsPage() {
  return <RunList />;
}
