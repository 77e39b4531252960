"use client";

import { ExternalLink } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody } from "@/components/ui/dialog";
import { PlatformGlyph } from "@/components/ui/platform-glyph";
import type { ConnectionActions, ConnectOption } from "./actions";
import { useConnect } from "./use-connect";

type ConnectDialogProps = {
  options: readonly ConnectOption[];
  connect: ConnectionActions["connect"];
  onClose: () => void;
};

/** Which platform to connect. Each way leads to the platform's own page, where the person decides. */
export default function ConnectDialog({ options, connect, onClose }: ConnectDialogProps) {
  const start = useConnect(connect);
  const isGoing = (option: ConnectOption) =>
    (start.isPending || start.isSuccess) &&
    start.variables !== undefined &&
    "platform" in start.variables &&
    start.variables.platform === option.platform &&
    start.variables.mode === option.mode;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Connect a platform"
      description="You go to the platform, sign in there and allow access. Your password never comes here."
    >
      <DialogBody>
        <ul className="divide-y divide-line rounded-card border border-line">
          {options.map((option) => {
            const name = option.mode === "simulator" ? `Simulated ${option.name}` : option.name;
            return (
              <li key={`${option.platform}-${option.mode}`} className="flex flex-wrap items-center gap-3 px-3.5 py-3">
                <PlatformGlyph platform={option.platform} named />
                <div className="min-w-40 flex-1">
                  <p className="font-medium">{name}</p>
                  <p className="text-ink-2 text-ui">
                    {option.why ??
                      (option.mode === "simulator"
                        ? "Behaves like the platform; nothing leaves this machine."
                        : "The platform itself, with real money.")}
                  </p>
                </div>
                {option.why === null ? (
                  <Button
                    variant="primary"
                    icon={<ExternalLink aria-hidden />}
                    pending={isGoing(option)}
                    onClick={() => start.mutate({ platform: option.platform, mode: option.mode })}
                  >
                    Go to {name}
                  </Button>
                ) : null}
              </li>
            );
          })}
        </ul>
      </DialogBody>
    </Dialog>
  );
}
