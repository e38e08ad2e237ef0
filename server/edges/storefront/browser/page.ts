const go = async () => (await import('socket.io-client')).io('/live');
void go();
