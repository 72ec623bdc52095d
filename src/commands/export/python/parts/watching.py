# What waits in another way in a program in Python that watches sockets; in place of what the same words ask for.


#: await_news(
def await_news(news, s):
    """As news.poll(), for as long as the socket's calls wait; it goes first where it is watched itself."""
    return poll_watching(news, s.gettimeout(), s)


#: poll_news(
def poll_news(news, timeout):
    return poll_watching(news, timeout)
