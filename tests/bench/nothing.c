/* nothing: what a program costs that is linked with libc alone and does nothing. */

int main(void)
{
    return 0;
}
