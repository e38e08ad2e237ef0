import { useCallback, useEffect, useRef, useState } from 'react';
import { upload, type Upload } from '../http/upload.ts';

export interface Sending {
  readonly name: string;
  /** Of the picture itself, from this device; null for a clip. */
  readonly preview: string | null;
  /** 0 to 1. */
  readonly share: number;
}
export interface UploadState {
  /** What is on its way now. */
  readonly sending: Sending | null;
  /** How many wait behind it. */
  readonly waiting: number;
  readonly wrong: string | null;
  readonly send: (files: readonly File[]) => void;
  readonly cancel: () => void;
}

/** Sends files one after the other; `onPath` hears of each that has arrived, in their order. */
export function useUpload(onPath: (path: string) => void): UploadState {
  const [sending, setSending] = useState<Sending | null>(null);
  const [waiting, setWaiting] = useState(0);
  const [wrong, setWrong] = useState<string | null>(null);
  const queue = useRef<File[]>([]);
  const current = useRef<Upload | null>(null);
  const isGone = useRef(false);
  const heard = useRef(onPath);
  useEffect(() => {
    heard.current = onPath;
  }, [onPath]);

  const next = useCallback(async (): Promise<void> => {
    if (current.current !== null) return;
    for (let file = queue.current.shift(); file !== undefined; file = queue.current.shift()) {
      const { name } = file;
      const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null;
      setWaiting(queue.current.length);
      setSending({ name, preview, share: 0 });
      current.current = upload(file, (share) => setSending({ name, preview, share }));
      const ended = await current.current.ended;
      current.current = null;
      if (preview !== null) URL.revokeObjectURL(preview);
      if (isGone.current) return;
      if (ended?.ok === true) heard.current(ended.path);
      else if (ended !== null) setWrong(ended.message);
    }
    setSending(null);
  }, []);
  const cancel = useCallback(() => {
    queue.current = [];
    current.current?.cancel();
  }, []);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
      cancel();
    };
  }, [cancel]);
  return {
    sending,
    waiting,
    wrong,
    cancel,
    send: (files) => {
      setWrong(null);
      queue.current.push(...files);
      void next();
    },
  };
}
