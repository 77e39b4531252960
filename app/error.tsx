"use client";

import { PageFailed } from "@/components/ui/page-failed";

export default function RootError(props: { error: unknown; retry: () => void }) {
  return <PageFailed {...props} />;
}
