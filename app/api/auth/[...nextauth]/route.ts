import { handlers } from "@/lib/api/session";

export const { GET, POST } = handlers;
