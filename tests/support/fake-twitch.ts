import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { fakeHelix, type FakeHelix } from './fake-twitch-helix.ts';
import { fakeIds, userIdOf, type FakeIds } from './fake-twitch-ids.ts';
import { twitchRules, type TwitchRules } from './fake-twitch-rules.ts';

/**
 * Twitch chat as a client sees it: the lines, the rate limit and the rule against repetition. What a
 * client says and does not say here decides, never what a test would like.
 */
export interface Delivered {
  readonly channel: string;
  readonly nick: string;
  readonly text: string;
  readonly at: number;
}
export interface FakeTwitch {
  readonly url: string;
  /** Its id server, on the same port: one cable leads to both. */
  readonly idUrl: string;
  readonly ids: FakeIds;
  /** Its API, on the same port. */
  readonly helixUrl: string;
  readonly helix: FakeHelix;
  readonly rules: TwitchRules;
  /** Everything a viewer of the chat has seen the clients write, in order. */
  readonly delivered: Delivered[];
  /** Log-ins so far, refused ones too. */
  readonly logins: string[];
  /** Every line any client sent. */
  readonly received: string[];
  /** Clients in a channel now. */
  present(channel: string): number;
  /** Somebody writes. `badges` such as `moderator/1`. */
  say(channel: string, nick: string, text: string, who: { readonly mod: boolean; readonly badges: string; readonly userId: string | null }): void;
  /** Who is a moderator from their next message on; the broadcaster is one by name. */
  readonly mods: Set<string>;
  /** Logs in nobody whose password is not this, while set. */
  refuseLogins(notice: string | null): void;
  /** Each next PRIVMSG is answered by this notice instead of being delivered. */
  refusePosts(notice: { readonly msgId: string; readonly text: string } | null): void;
  /** Hears everything, answers nothing; `swallow` also loses the messages. */
  goMute(mute: 'no' | 'answers' | 'swallow'): void;
  /** Whether what comes in by the API is shown to the writer, too. */
  showOwn(on: boolean): void;
  /** No nonce in the echo, as an older server might do. */
  echoNonce(on: boolean): void;
  /** Sent to every client as it stands. */
  sendAll(line: string): void;
  /** Cuts every connection without a goodbye. */
  dropConnections(): void;
  close(): Promise<void>;
}

interface Client {
  readonly socket: WebSocket;
  nick: string;
  pass: string;
  readonly caps: Set<string>;
  readonly channels: Set<string>;
}

const noticeOf: Readonly<Record<string, string>> = {
  msg_ratelimit: 'Your message was not sent because you are sending messages too quickly.',
  msg_duplicate: 'Your message was not sent because it is identical to the previous one you sent, less than 30 seconds ago.',
};
const isAnonymous = (nick: string): boolean => /^justinfan\d+$/u.test(nick);

/** `limit`: messages in 30 s for nobody special. Moderators have a hundred and may repeat themselves. */
export async function startFakeTwitch(limit: number): Promise<FakeTwitch> {
  const ids = fakeIds();
  const rules = twitchRules(limit, true);
  const logInOf = new Map<string, string>();
  const helix = fakeHelix({
    owner: (token) => ids.owner(token),
    userId: (login) => {
      logInOf.set(userIdOf(login), login);
      return userIdOf(login);
    },
    login: (userId) => logInOf.get(userId) ?? [...rooms.keys()].map((channel) => channel.slice(1)).find((login) => userIdOf(login) === userId) ?? null,
    isTrusted: (login, room) => mods.has(login) || login === room,
    say: (login, room, text, messageId) => {
      const channel = `#${room}`;
      if (mute === 'swallow') return null;
      const refused = postNotice?.msgId ?? rules.take(login, channel, text, mods.has(login) || login === room);
      if (refused !== null) return refused;
      delivered.push({ channel, nick: login, text, at: Date.now() });
      for (const other of roomOf(channel))
        if (other.nick !== login || showsOwn) spoken(other, channel, login, text, { mod: mods.has(login), badges: '', userId: null }, messageId);
      return null;
    },
    announce: (login, room, text) => {
      const channel = `#${room}`;
      if (!rules.announce(login, channel) || rules.take(login, channel, text, true) !== null) return false;
      delivered.push({ channel, nick: login, text, at: Date.now() });
      for (const other of roomOf(channel))
        sendTagged(other, { id: randomUUID(), login, 'msg-id': 'announcement', 'user-id': userIdOf(login) }, `:tmi.twitch.tv USERNOTICE ${channel} :${text}`);
      return true;
    },
  });
  const http = createServer((request, response) => {
    // Mute, it hears and does not answer.
    if (mute !== 'no' && request.url?.startsWith('/helix/')) helix.say(mute === 'swallow' ? 'lose' : 'hang');
    else if (wasMute) helix.say(null);
    wasMute = mute !== 'no';
    if (request.url?.startsWith('/helix/')) helix.handle(request, response);
    else ids.listener(request, response);
  });
  const server = new WebSocketServer({ server: http });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(0, '127.0.0.1', resolve);
  });
  const rooms = new Map<string, Set<Client>>();
  const delivered: Delivered[] = [];
  const logins: string[] = [];
  const received: string[] = [];
  const mods = new Set<string>();
  let loginNotice: string | null = null;
  let postNotice: { readonly msgId: string; readonly text: string } | null = null;
  let mute: 'no' | 'answers' | 'swallow' = 'no';
  let nonceBack = true;
  let showsOwn = true;
  let wasMute = false;

  const roomOf = (channel: string): Set<Client> => {
    const room = rooms.get(channel) ?? new Set<Client>();
    rooms.set(channel, room);
    return room;
  };
  const send = (client: Client, line: string): void => {
    if (mute === 'no') client.socket.send(`${line}\r\n`);
  };
  const sendTagged = (client: Client, tags: Readonly<Record<string, string | number>>, line: string): void => {
    const text = Object.entries(tags)
      .map(([key, value]) => `${key}=${value}`)
      .join(';');
    send(client, (client.caps.has('twitch.tv/tags') ? `@${text} ` : '') + line);
  };
  const isTrusted = (client: Client, channel: string): boolean => mods.has(client.nick) || channel === `#${client.nick}`;
  const standing = (client: Client, channel: string): Readonly<Record<string, string | number>> => ({
    'badge-info': '',
    badges: channel === `#${client.nick}` ? 'broadcaster/1' : mods.has(client.nick) ? 'moderator/1' : '',
    color: '',
    'display-name': client.nick,
    'emote-sets': '0',
    mod: mods.has(client.nick) ? 1 : 0,
    subscriber: 0,
    'user-type': mods.has(client.nick) ? 'mod' : '',
  });
  const leave = (client: Client): void => {
    for (const channel of client.channels) rooms.get(channel)?.delete(client);
  };

  function login(client: Client, nick: string): void {
    client.nick = nick.toLowerCase();
    logins.push(client.nick);
    const { nick: n } = client;
    const refuse = (notice: string): void => {
      send(client, `:tmi.twitch.tv NOTICE * :${notice}`);
      client.socket.close();
    };
    if (!isAnonymous(n)) {
      if (!client.pass.startsWith('oauth:')) return refuse('Improperly formatted auth');
      if (client.pass === 'oauth:bad' || (ids.isOurs(client.pass) && !ids.takes(client.pass))) return refuse('Login authentication failed');
      if (loginNotice !== null) return refuse(loginNotice);
    }
    for (const line of [
      `001 ${n} :Welcome, GLHF!`,
      `002 ${n} :Your host is tmi.twitch.tv`,
      `003 ${n} :This server is rather new`,
      `004 ${n} :-`,
      `375 ${n} :-`,
      `372 ${n} :You are in a maze of twisty passages, all alike.`,
      `376 ${n} :>`,
    ])
      send(client, `:tmi.twitch.tv ${line}`);
    if (!isAnonymous(n) && client.caps.has('twitch.tv/commands')) {
      sendTagged(
        client,
        { 'badge-info': '', badges: '', color: '', 'display-name': n, 'emote-sets': '0', 'user-id': userIdOf(n), 'user-type': '' },
        ':tmi.twitch.tv GLOBALUSERSTATE',
      );
    }
  }

  function join(client: Client, channel: string): void {
    const { nick } = client;
    roomOf(channel).add(client);
    client.channels.add(channel);
    send(client, `:${nick}!${nick}@${nick}.tmi.twitch.tv JOIN ${channel}`);
    if (client.caps.has('twitch.tv/membership')) {
      send(client, `:${nick}.tmi.twitch.tv 353 ${nick} = ${channel} :${nick}`);
      send(client, `:${nick}.tmi.twitch.tv 366 ${nick} ${channel} :End of /NAMES list`);
    }
    if (client.caps.has('twitch.tv/commands')) {
      if (!isAnonymous(nick)) sendTagged(client, standing(client, channel), `:tmi.twitch.tv USERSTATE ${channel}`);
      sendTagged(
        client,
        { 'emote-only': 0, 'followers-only': -1, r9k: 0, 'room-id': userIdOf(channel), slow: 0, 'subs-only': 0 },
        `:tmi.twitch.tv ROOMSTATE ${channel}`,
      );
    }
  }

  function message(client: Client, tags: string, channel: string, text: string): void {
    if (mute === 'swallow') return;
    const now = Date.now();
    const notice = (msgId: string, words: string): void => sendTagged(client, { 'msg-id': msgId }, `:tmi.twitch.tv NOTICE ${channel} :${words}`);
    if (postNotice !== null) return notice(postNotice.msgId, postNotice.text);
    const refused = rules.take(client.nick, channel, text, isTrusted(client, channel));
    if (refused !== null) return notice(refused, noticeOf[refused] ?? '');
    delivered.push({ channel, nick: client.nick, text, at: now });
    const id = randomUUID();
    const nonce = /client-nonce=([^;]+)/u.exec(tags)?.[1];
    sendTagged(
      client,
      { ...standing(client, channel), id, ...(nonce !== undefined && nonceBack ? { 'client-nonce': nonce } : {}) },
      `:tmi.twitch.tv USERSTATE ${channel}`,
    );
    for (const other of roomOf(channel))
      if (other !== client) spoken(other, channel, client.nick, text, { mod: mods.has(client.nick), badges: '', userId: null }, id);
  }

  function spoken(
    to: Client,
    channel: string,
    nick: string,
    text: string,
    who: { readonly mod: boolean; readonly badges: string; readonly userId: string | null },
    id: string,
  ): void {
    sendTagged(
      to,
      {
        'badge-info': '',
        badges: who.badges,
        color: '',
        'display-name': nick,
        emotes: '',
        'first-msg': 0,
        flags: '',
        id,
        mod: who.mod ? 1 : 0,
        'returning-chatter': 0,
        'room-id': userIdOf(channel),
        subscriber: 0,
        'tmi-sent-ts': Date.now(),
        turbo: 0,
        'user-id': who.userId ?? userIdOf(nick),
        'user-type': who.mod ? 'mod' : '',
      },
      `:${nick}!${nick}@${nick}.tmi.twitch.tv PRIVMSG ${channel} :${text}`,
    );
  }

  function heard(client: Client, line: string): void {
    received.push(line);
    let match = /^CAP REQ :?(.*)/u.exec(line);
    if (match) {
      const wanted = (match[1] ?? '').trim();
      const good = wanted.split(' ').every((cap) => /^twitch\.tv\/(tags|commands|membership)$/u.test(cap));
      if (good) for (const cap of wanted.split(' ')) client.caps.add(cap);
      return send(client, `:tmi.twitch.tv CAP * ${good ? 'ACK' : 'NAK'} :${wanted}`);
    }
    if (line.startsWith('CAP LS')) return send(client, ':tmi.twitch.tv CAP * LS :twitch.tv/commands twitch.tv/membership twitch.tv/tags');
    if (/^(CAP END|USER |PONG)/u.test(line)) return;
    match = /^PASS :?(.*)/u.exec(line);
    if (match) {
      client.pass = match[1] ?? '';
      return;
    }
    match = /^NICK :?(\S+)/u.exec(line);
    if (match) return login(client, match[1] ?? '');
    match = /^JOIN :?(\S+)/u.exec(line);
    if (match) {
      for (const channel of (match[1] ?? '').split(',')) join(client, channel);
      return;
    }
    match = /^PART :?(\S+)/u.exec(line);
    if (match) {
      rooms.get(match[1] ?? '')?.delete(client);
      return send(client, `:${client.nick}!${client.nick}@${client.nick}.tmi.twitch.tv PART ${match[1] ?? ''}`);
    }
    match = /^(?:@(\S+) )?PRIVMSG (#\S+) :(.*)/u.exec(line);
    if (match) return message(client, match[1] ?? '', match[2] ?? '', match[3] ?? '');
    if (line === 'PING') return send(client, 'PONG');
    match = /^PING :?(.*)/u.exec(line);
    if (match) return send(client, `:tmi.twitch.tv PONG tmi.twitch.tv :${match[1] ?? ''}`);
    if (line.startsWith('QUIT')) return client.socket.close();
    send(client, `:tmi.twitch.tv 421 ${client.nick} ${line.split(' ')[0] ?? ''} :Unknown command`);
  }

  const clients = new Set<Client>();
  server.on('connection', (socket) => {
    const client: Client = { socket, nick: '', pass: '', caps: new Set(), channels: new Set() };
    clients.add(client);
    socket.on('message', (data) => {
      // ws hands text over as a Buffer.
      for (const line of (data as Buffer).toString('utf8').split(/\r?\n/u)) if (line !== '') heard(client, line);
    });
    socket.on('error', () => undefined); // A cut connection; `close` follows.
    socket.on('close', () => {
      clients.delete(client);
      leave(client);
    });
  });

  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    idUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}/oauth2`,
    helixUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}/helix`,
    ids,
    helix,
    rules,
    delivered,
    logins,
    received,
    mods,
    present: (channel) => rooms.get(channel)?.size ?? 0,
    say: (channel, nick, text, who) => {
      for (const client of roomOf(channel)) spoken(client, channel, nick, text, who, randomUUID());
    },
    refuseLogins: (notice) => {
      loginNotice = notice;
    },
    refusePosts: (notice) => {
      postNotice = notice;
    },
    goMute: (how) => {
      mute = how;
    },
    showOwn: (on) => {
      showsOwn = on;
    },
    echoNonce: (on) => {
      nonceBack = on;
    },
    sendAll: (line) => {
      for (const client of clients) send(client, line);
    },
    dropConnections: () => {
      for (const client of clients) client.socket.terminate();
      http.closeAllConnections();
    },
    close: async () => {
      for (const client of clients) client.socket.terminate();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}
