"use client";

import { createContext, type ReactNode, useContext } from "react";

/** What the person may do here. Only a courtesy: every write is checked again where it is carried out. */
export type Permissions = {
  edit: boolean;
  plan: boolean;
  push: boolean;
  decide: boolean;
  approve: boolean;
  connect: boolean;
  audit: boolean;
};

const PermissionsContext = createContext<Permissions>({
  edit: false,
  plan: false,
  push: false,
  decide: false,
  approve: false,
  connect: false,
  audit: false,
});

export function PermissionsProvider({ value, children }: { value: Permissions; children: ReactNode }) {
  return <PermissionsContext value={value}>{children}</PermissionsContext>;
}

export const usePermissions = () => useContext(PermissionsContext);
