"use client";

import { PageFailed } from "@/components/ui/page-failed";

/** A room that broke: the way to the other rooms stays. */
export default function HubError(props: { error: unknown; retry: () => void }) {
  return <PageFailed {...props} />;
}
