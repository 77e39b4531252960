import { unknownAddress } from "@/lib/api/other-methods";

/** Every address under /api that no other file answers: programs get a problem they can read, not a page. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = unknownAddress;
