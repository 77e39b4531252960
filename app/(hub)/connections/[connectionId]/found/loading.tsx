import { FoundSkeleton } from "@/components/found/found-skeleton";

export default function FoundLoading() {
  return <FoundSkeleton />;
}
